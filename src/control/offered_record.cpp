#include "control/offered_record.hpp"

#include <algorithm>
#include <array>
#include <concepts>
#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

#include "record/contract.hpp"
#include "record/gate.hpp"
#include "record/handoff.hpp"
#include "record/incident.hpp"
#include "record/note.hpp"
#include "record/operation.hpp"
#include "record/shape.hpp"

namespace jurymast::control {
namespace {

using Json = nlohmann::json;
using record::Member;

constexpr std::size_t kNameShownMax = 64;

/// What every record begins with; its number and checksum are the log's to give.
constexpr std::array<std::string_view, 2> kHeadMembers{"v", "kind"};

std::optional<std::string> unknown_member(const Json& object, const std::vector<Member>& members);

std::optional<std::string> unknown_inside(const Json& value, const Member& member) {
  if (value.is_object() && member.type == record::MemberType::Object) return unknown_member(value, member.members);
  if (!value.is_array() || member.type != record::MemberType::Objects) return std::nullopt;
  for (const Json& part : value) {
    if (!part.is_object()) return std::string(member.name);
    if (auto unknown = unknown_member(part, member.members)) return unknown;
  }
  return std::nullopt;
}

/// Readers pass over what they do not know; what somebody took the trouble to write is not to be lost in silence.
std::optional<std::string> unknown_member(const Json& object, const std::vector<Member>& members) {
  for (const auto& [name, value] : object.items()) {
    const auto known = std::find_if(members.begin(), members.end(), [&name](const Member& m) { return m.name == name; });
    if (known == members.end()) return name.substr(0, kNameShownMax);
    if (auto unknown = unknown_inside(value, *known)) return unknown;
  }
  return std::nullopt;
}

template <class Record>
Result<OfferedRecord> offered(const Result<Record>& read) {
  if (!read) return fail(Code::Invalid, "{}", read.error().message);
  OfferedRecord offer{.id = read->id, .at = read->at, .record = render(*read), .probe = std::nullopt};
  if constexpr (std::same_as<Record, record::ProbeRecord>) offer.probe = *read;
  return offer;
}

struct Kind {
  record::KindShape (*shape)();
  Result<OfferedRecord> (*read)(std::string_view);
};

const Kind* kind_named(const Json& name) {
  static constexpr std::array<std::pair<std::string_view, Kind>, 6> kKinds{
      {{"probe", {record::probe_shape, [](std::string_view text) { return offered(record::read_probe(text)); }}},
       {"contract", {record::contract_shape, [](std::string_view text) { return offered(record::read_contract(text)); }}},
       {"gate", {record::gate_shape, [](std::string_view text) { return offered(record::read_gate(text)); }}},
       {"note", {record::note_shape, [](std::string_view text) { return offered(record::read_note(text)); }}},
       {"handoff", {record::handoff_shape, [](std::string_view text) { return offered(record::read_handoff(text)); }}},
       {"incident", {record::incident_shape, [](std::string_view text) { return offered(record::read_incident(text)); }}}}};
  for (const auto& [known, kind] : kKinds) {
    if (name == known) return &kind;
  }
  return nullptr;
}

}  // namespace

Result<OfferedRecord> read_offered_record(std::string_view body) {
  if (body.size() > record::kRecordBytesMax) return fail(Code::Invalid, "a record has at most {} bytes", record::kRecordBytesMax);
  Json json = Json::parse(body, nullptr, false);
  if (!json.is_object() || !json.contains("kind"))
    return fail(Code::Invalid, "the body is no record: one JSON object with a `kind`");
  const Kind* const kind = kind_named(json.at("kind"));
  if (kind == nullptr)
    return fail(Code::Invalid, "records of this `kind` are not taken; probe, contract, gate, note, handoff and incident are");
  if (json.value("v", Json()) != 1) return fail(Code::Invalid, "`v` is not 1, the version of records that this gateway writes");
  for (const std::string_view member : kHeadMembers) json.erase(std::string(member));
  if (const auto unknown = unknown_member(json, kind->shape().members)) {
    return fail(Code::Invalid, "`{}` is no member of such a record; leave it out", *unknown);
  }
  auto offer = kind->read(body);
  if (offer && offer->record.size() > record::kRecordBytesMax) {
    return fail(Code::Invalid, "a record has at most {} bytes", record::kRecordBytesMax);
  }
  return offer;
}

}  // namespace jurymast::control
