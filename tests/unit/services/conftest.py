import pytest

from penstock.store.artifacts import SqlArtifactCatalogue
from penstock.store.experiments import SqlExperimentStore
from penstock.store.history import SqlRunHistory
from penstock.store.home import open_home
from penstock.store.pipelines import SqlPipelineStore
from penstock.store.runs import SqlRunJournal
from penstock.store.schema import open_database


@pytest.fixture
def home(tmp_path):
    return open_home(tmp_path / "home", user_id=None)


@pytest.fixture
def database(home):
    database = open_database(home)
    yield database
    database.close()


@pytest.fixture
def journal(database, home):
    return SqlRunJournal(database, home.leases)


@pytest.fixture
def history(database):
    return SqlRunHistory(database)


@pytest.fixture
def catalogue(database):
    return SqlArtifactCatalogue(database)


@pytest.fixture
def experiments(database):
    return SqlExperimentStore(database)


@pytest.fixture
def pipelines(database):
    return SqlPipelineStore(database)
