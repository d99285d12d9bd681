<?php
// Installs WordPress and lets invented people in, by its own functions.
// Arguments: the folder, and the people as JSON.
define('WP_INSTALLING', true);
$_SERVER['HTTP_HOST'] = 'www.example.com';
require $argv[1] . '/wp-load.php';
require ABSPATH . 'wp-admin/includes/upgrade.php';
wp_install('Example', 'admin', 'admin@example.com', false, '', bin2hex(random_bytes(8)));
wp_installing(false);

foreach (json_decode($argv[2], true) as $one) {
    $user = wp_insert_user([
        'user_login' => $one['login'], 'user_pass' => bin2hex(random_bytes(8)),
        'user_email' => $one['email'], 'display_name' => $one['name'],
        'description' => 'Reach me at ' . $one['phone'],
    ]);
    foreach (['1', '0', 'spam', 'trash'] as $state) {
        $comment = wp_insert_comment([
            'comment_post_ID' => 1, 'comment_author' => $one['name'],
            'comment_author_email' => strtoupper($one['email']), 'comment_author_IP' => '192.0.2.17',
            'comment_content' => 'Nice. Call me: ' . $one['phone'], 'comment_approved' => $state,
            'comment_agent' => 'Browser of ' . $one['name'],
        ]);
        add_comment_meta($comment, 'akismet_as_submitted', ['comment_author_email' => $one['email']]);
    }
    if ($one['mentioned']) {
        wp_insert_comment([
            'comment_post_ID' => 1, 'comment_author' => 'Anna', 'comment_author_email' => 'anna@example.com',
            'comment_content' => 'Just write to ' . $one['email'] . '.', 'comment_approved' => '1',
        ]);
    }
    wp_create_user_request($one['email'], 'export_personal_data');
}
