"""Forms of ours have no files: one that is sent is neither kept nor written to the disk."""

from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler


class NoFiles(FileUploadHandler):
    """Reads past files, and refuses what is larger than any form. Raises RequestDataTooBig."""

    def handle_raw_input(
        self,
        input_data: Any,  # noqa: ARG002
        META: Any,  # noqa: ARG002, N803  # the base's signature
        content_length: int,
        boundary: str,  # noqa: ARG002
        encoding: str | None = None,  # noqa: ARG002
    ) -> None:
        if content_length > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            raise RequestDataTooBig("the body is larger than any form")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Nothing is kept."""

    def file_complete(self, file_size: int) -> None:
        """There is no file."""
