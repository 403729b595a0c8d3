#pragma once
#include <map>
#include <string>

#include "app/probe/smoke_gateway.hpp"
#include "app/probe/smoke_run.hpp"

namespace jurymast::app {

/// What a record is known by.
struct RecordIdentity {
  WallTime at;
  OperationId id;
};

/// The record of a check that has a verdict.
record::ProbeRecord probe_record(const SmokeSetting& setting, const RecordIdentity& identity, const SmokeOutcome& outcome);

/// By target of the route, the record of its documentation that was read last; a target has none where nobody read it, or where the log
/// cannot be read.
std::map<std::string, OperationId> contracts_of(const policy::Snapshot& snapshot, const policy::Route& route);

/// Hands the check's record to the gateway, and says in the outcome what became of it.
void record_check(const SmokeSetting& setting, const RecordIdentity& identity, const SmokeGateway& gateway, SmokeOutcome& outcome);

/// Finds the record of a check in the log of a state directory. Fails with NotFound where there is none of that id.
Result<record::ProbeRecord> find_probe(const std::string& state, const std::string& id);

}  // namespace jurymast::app
