# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads, as MLflow, a store that the program wrote, and writes into it.

usage: mlflow_check.py DATABASE RUN_ID EXPECTED_REVISION
Prints "version <mlflow version>" and "ok"; any difference ends it with a message and status 1.
"""
import math
import sqlite3
import sys

import mlflow
from mlflow.entities import ViewType
from mlflow.tracking import MlflowClient

database, run_id, expected_revision = sys.argv[1:4]
print("version", mlflow.__version__)
uri = "sqlite:///" + database
client = MlflowClient(tracking_uri=uri, registry_uri=uri)


def check(what, actual, expected):
    if actual != expected:
        sys.exit(f"{what}: MLflow says {actual!r}, expected {expected!r}")


# Experiments and searches.
experiment = client.get_experiment_by_name("QuantGAN")
check("stage", experiment.lifecycle_stage, "active")


def search(text, **more):
    runs = client.search_runs([experiment.experiment_id], text, **more)
    return [run.info.run_name for run in runs]


check("all runs", search(""), ["run 4", "run 3", "run 2", "run 1", "run 0"])
check("by metric", search("metrics.loss < 1.5"), ["run 1", "run 0"])
check("by parameter", search("params.index = '3' and params.model = 'tcn'"), ["run 3"])
check("by tag", search("tags.`mlflow.runName` LIKE 'run%' and tags.colour = 'blue'"), ["run 2"])
check("by name", search("attributes.run_name = 'run 4'"), ["run 4"])
check("by status", search("attributes.status = 'FINISHED'"), ["run 1"])
check("by dataset", search("datasets.name = '^GSPC 1d'"), ["run 0"])
check("order", search("", order_by=["metrics.loss ASC"])[:2], ["run 0", "run 1"])
check("deleted", search("", run_view_type=ViewType.DELETED_ONLY), ["gone"])
page = client.search_runs([experiment.experiment_id], max_results=2)
check("paging", len(client.search_runs([experiment.experiment_id], page_token=page.token)), 3)

# One run in full.
run = client.get_run(run_id)
check("name", run.info.run_name, "run 0")
check("params", dict(run.data.params), {"index": "0", "model": "tcn"})
history = client.get_metric_history(run_id, "curve")
check("history", [(m.step, m.value) for m in history], [(i, 100.0 - i) for i in range(100)])
check("latest", run.data.metrics["curve"], 1.0)
check("nan", math.isnan(client.get_metric_history(run_id, "nan")[0].value), True)
check("inf", client.get_metric_history(run_id, "inf")[0].value, sys.float_info.max)
inputs = run.inputs.dataset_inputs
check("dataset", [(d.dataset.name, d.dataset.digest, d.tags[0].value) for d in inputs],
      [("^GSPC 1d", "0123456789", "training")])

# Artifacts.
check("artifacts", [(a.path, a.is_dir) for a in client.list_artifacts(run_id)],
      [("plots", True), ("report.json", False)])
local = mlflow.artifacts.download_artifacts(run_id=run_id, artifact_path="plots/fan.svg",
                                            tracking_uri=uri)
check("artifact", open(local, encoding="utf-8").read(), "<svg/>")

# Registry.
check("models", [m.name for m in client.search_registered_models()], ["quantgan"])
version = client.get_model_version_by_alias("quantgan", "champion")
check("alias", (str(version.version), version.run_id, dict(version.tags)),
      ("2", run_id, {"symbol": "^GSPC"}))
check("versions", sorted(int(v.version) for v in client.search_model_versions("name='quantgan'")),
      [1, 2])

# Writing back.
client.log_metric(run_id, "from_mlflow", 2.5, step=7)
client.log_param(run_id, "from_mlflow", "yes")
client.set_tag(run_id, "from_mlflow", "also yes")
client.set_registered_model_alias("quantgan", "challenger", "1")
theirs = client.create_run(experiment.experiment_id, run_name="started by mlflow")
client.log_metric(theirs.info.run_id, "loss", 0.25)
client.set_terminated(theirs.info.run_id)

revision = sqlite3.connect(database).execute("SELECT version_num FROM alembic_version").fetchall()
if expected_revision != "any":
    check("revision", revision, [(expected_revision,)])
print("revision", revision[0][0])
print("ok")
