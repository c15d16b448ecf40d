"""What pyproject.toml cannot say: files of resources/ are installed with their folders.

They lie under the prefix, in share/station/resources, where sync/resources.py finds them.
"""

import os

from setuptools import setup

setup(
    data_files=[
        (os.path.join("share", "station", folder), [os.path.join(folder, name) for name in names])
        for folder, _, names in os.walk("resources")
        if names
    ]
)
