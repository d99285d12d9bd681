#!/bin/sh
# Makes three databases and their two roles, once, when the server starts for the first time.
set -eu

psql --no-psqlrc --quiet --set ON_ERROR_STOP=1 --username postgres \
    --set register="$(cat /run/secrets/register)" \
    --set prefect="$(cat /run/secrets/prefect-database)" <<'SQL'
CREATE ROLE rightsflow LOGIN PASSWORD :'register';
CREATE ROLE prefect LOGIN PASSWORD :'prefect';
CREATE DATABASE rightsflow_register OWNER rightsflow;
CREATE DATABASE prefect OWNER prefect;
CREATE DATABASE rightsflow_keys OWNER rightsflow;
SQL
