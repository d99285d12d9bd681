"""What the `connection` section of a folder of documents may say."""

from typing import Self

from pydantic import model_validator

from connectors.sql.settings import SqlConnection
from rightsflow.connector import Connection
from rightsflow.datamap.part import Name
from rightsflow.objectstore import StoreSettings, StoreUrl
from rightsflow.settings import InstancePath


class FilesConnection(Connection):
    """Where the documents lie, and the database that says whose they are.

    `root`: a folder, or a bucket and prefix, reached as `store` says.
    `loose`: the collection of documents that no record of the index refers to; they are found
    by what stands in them. `search_content`: that is done, and an erasure is verified in all
    documents. `patience_s` and `timeout_s` of the index count; those of the folder are not used.
    """

    root: StoreUrl | InstancePath
    store: StoreSettings = StoreSettings()
    index: SqlConnection
    loose: Name | None = None
    search_content: bool = False

    @model_validator(mode="after")
    def _found_is_told_of(self) -> Self:
        if self.search_content == (self.loose is None):
            problem = "search_content: true needs loose, a collection of this map, and goes with it"
            raise ValueError(problem)
        return self
