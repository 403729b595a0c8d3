#include "base/family.hpp"
#include "record/alert.hpp"
#include "record/audit.hpp"
#include "record/checkpoint_record.hpp"
#include "record/contract.hpp"
#include "record/events.hpp"
#include "record/feedback.hpp"
#include "record/gate.hpp"
#include "record/handoff.hpp"
#include "record/incident.hpp"
#include "record/note.hpp"
#include "record/operation_shape.hpp"
#include "record/override.hpp"
#include "record/probe.hpp"
#include "record/rollout.hpp"
#include "record/sample.hpp"
#include "record/shape.hpp"
#include "record/target_state.hpp"
#include "record/trace_shape.hpp"

namespace jurymast::record {
namespace {

using enum MemberType;

std::vector<Member> target_members() {
  return {{"name", Identifier, "as operations name it", {}},
          {"origin", Identifier, "`host:port`", {}},
          {"families", Words, "the API families it serves", {}, {kFamilyNames.begin(), kFamilyNames.end()}},
          {"credential", Word, "the *kind* of its reference", "none is known", {"env", "file", "none"}},
          {"model", Identifier, "what it is asked for", "the client's own name is passed through"}};
}

std::vector<Member> route_members() {
  return {{"name", Identifier, "what a client asks for", {}},
          {"family", Word, "its API family", {}, {kFamilyNames.begin(), kFamilyNames.end()}},
          {"primary", Identifier, "the target asked first", {}},
          {"fallback", Identifiers, "the targets after it", {}},
          {"mode", Identifier, "off, manual or automatic", {}},
          {"commit", Identifier, "first_content or complete", {}},
          {"evidence", Identifier, "warn or require", {}},
          {"attempts", Count, "at most, in all", {}},
          {"attempts_per_target", Count, "at most, at one target", {}}};
}

KindShape snapshot_shape() {
  return {"snapshot",
          "a configuration came into force; what is the same for all its operations is said here, once",
          {{"ts", Time, "when it came into force", {}},
           {"config", Count, "its version", {}},
           {"digest", MemberType::Digest, "SHA-256 of its text", {}},
           {"environment", Identifier, "what the records of this process belong to", {}},
           {"build", Identifier, "version of the gateway", "not known"},
           {"labels", MemberType::Labels, "as configured", "none"},
           {"flags", MemberType::Labels, "features and their state: `on`, `off`, or `some` where routes or targets differ",
            "not known"},
           {"not_asserted", Identifiers, "what no record of this log says anything of", "not said"},
           {"part", Count, "of a large configuration, which comes as several records", "the only one"},
           {"parts", Count, "how many there are", "the only one"},
           {"targets", Objects, "by name", {}, {}, target_members()},
           {"routes", Objects, "by name", {}, {}, route_members()}}};
}

KindShape boot_shape() {
  return {"boot",
          "a process life began, or ended in order; a start without a stop before it means that the process before died",
          {{"ts", Time, "when", {}},
           {"event", Word, "which of the two", {}, {kBootEventNames.begin(), kBootEventNames.end()}},
           {"boot", Identifier, "id of the process life", {}},
           {"version", Identifier, "of the build", {}},
           {"pid", Count, "of the process", {}},
           {"seed", Hash, "of its random streams", {}}}};
}

KindShape config_shape() {
  return {"config",
          "a configuration was offered to a running process",
          {{"ts", Time, "when", {}},
           {"accepted", Flag, "whether it came into force", {}},
           {"config", Count, "version in force afterwards", {}},
           {"problems", Count, "how many there were", "0"},
           {"changed", Identifiers, "the paths that changed, at most 48", "nothing"},
           {"changed_more", Count, "paths beyond these", "0"},
           {"person", Identifier, "whose token asked for it", "a signal did"}}};
}

KindShape gap_shape() {
  return {"gap",
          "records are missing here",
          {{"ts", Time, "when it was found", {}},
           {"reason",
            Word,
            "no room (exactly so many were dropped), half a line at a file's end (0 where the journal gave its record again), "
            "places in a "
            "dead process's journal or in the log that could not be read",
            {},
            {kGapReasonNames.begin(), kGapReasonNames.end()}},
           {"count", Count, "records that are lost; of damage, places where at least one may have been", {}}}};
}

}  // namespace

std::vector<KindShape> kind_shapes() {
  return {operation_shape(), trace_shape(),      snapshot_shape(),     boot_shape(),   config_shape(),
          gap_shape(),       checkpoint_shape(), target_state_shape(), sample_shape(), alert_shape(),
          probe_shape(),     contract_shape(),   gate_shape(),         note_shape(),   handoff_shape(),
          rollout_shape(),   override_shape(),   feedback_shape(),     audit_shape(),  incident_shape()};
}

}  // namespace jurymast::record
