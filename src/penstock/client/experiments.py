"""`Client` on experiments."""

from penstock.client.api import Api, PageQuery
from penstock.client.messages import Experiment, ListExperimentsResponse
from penstock.client.naming import Namespace, named
from penstock.client.pages import show_link
from penstock.core.json import JsonObject


class ExperimentMethods:
    """Creates, finds, lists, archives and deletes experiments."""

    _api: Api
    _namespace: Namespace

    def create_experiment(self, name: str, description: str | None = None, namespace: str | None = None) -> Experiment:
        """Return the experiment with this name; it is created if there is none.

        Args:
            name: What to call it.
            description: What it is about.
            namespace: Whose it is, on a server with many users.
        """
        owner = namespace or self._namespace.get()
        experiment = self._find_experiment(name, owner)
        if experiment is None:
            experiment = self._api.create_experiment(name, description or "", owner)
        show_link("Experiment", experiment.link)
        return experiment

    def list_experiments(
        self,
        page_token: str = "",
        page_size: int = 10,
        sort_by: str = "",
        namespace: str | None = None,
        filter: str | None = None,  # noqa: A002 - KFP's name
    ) -> ListExperimentsResponse:
        """Return a page of experiments.

        Args:
            page_token: The `next_page_token` of the page before.
            page_size: How many at most.
            sort_by: A field and a direction, such as `created_at desc`.
            namespace: Whose, on a server with many users.
            filter: A filter of KFP in JSON, such as
                `{"predicates": [{"operation": "EQUALS", "key": "display_name", "stringValue": "study"}]}`.
        """
        page = PageQuery(page_token=page_token, page_size=page_size, sort_by=sort_by, filter=filter or "")
        return self._api.list_experiments(page, namespace or self._namespace.get())

    def get_experiment(
        self, experiment_id: str | None = None, experiment_name: str | None = None, namespace: str | None = None
    ) -> Experiment:
        """Return an experiment by its id or its name.

        Raises `ValueError` if neither is given, if nothing has that name, or if several have it.
        """
        if experiment_id is not None:
            return self._api.get_experiment(experiment_id)
        if experiment_name is None:
            raise ValueError("Either experiment_id or experiment_name is required.")
        experiment = self._find_experiment(experiment_name, namespace or self._namespace.get())
        if experiment is None:
            raise ValueError(f"No experiment is found with name {experiment_name}.")
        return experiment

    def archive_experiment(self, experiment_id: str) -> JsonObject:
        """Archive an experiment and its runs; return an empty dictionary."""
        return self._api.act_on_experiment(experiment_id, "archive")

    def unarchive_experiment(self, experiment_id: str) -> JsonObject:
        """Take an experiment out of the archive, its runs stay there; return an empty dictionary."""
        return self._api.act_on_experiment(experiment_id, "unarchive")

    def delete_experiment(self, experiment_id: str) -> JsonObject:
        """Delete an experiment, not its runs; return an empty dictionary."""
        return self._api.delete_experiment(experiment_id)

    def _find_experiment(self, name: str, namespace: str) -> Experiment | None:
        found = self._api.list_experiments(named(name), namespace).experiments
        if found and len(found) > 1:
            raise ValueError(f"Multiple experiments is found with name {name}.")
        return found[0] if found else None
