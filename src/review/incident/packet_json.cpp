#include <algorithm>
#include <nlohmann/json.hpp>

#include "crypto/hex.hpp"
#include "record/events.hpp"
#include "review/incident/incident_packet.hpp"
#include "review/incident/packet_check.hpp"

namespace jurymast::review {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kIndent = 2;

/// A column as a member's name.
std::string member_of(std::string_view column) {
  std::string name(column);
  std::erase(name, ',');
  std::replace(name.begin(), name.end(), ' ', '_');
  return name;
}

Json rows_of(const PacketSection& section) {
  Json rows = Json::array();
  for (const auto& row : section.rows) {
    Json object = Json::object();
    for (std::size_t i = 0; i < row.size(); ++i) {
      std::visit([&](const auto& value) { object[member_of(section.columns[i])] = value; }, row[i]);
    }
    rows.push_back(std::move(object));
  }
  return rows;
}

Json section_of(const PacketSection& section) {
  Json object{{"name", section.name}, {"title", section.title}};
  if (!section.text.empty()) object["text"] = section.text;
  if (!section.columns.empty()) object["rows"] = rows_of(section);
  for (const auto& [name, json] : section.json) object["samples"][member_of(name)] = Json::parse(json, nullptr, false);
  return object;
}

Json proof_of(const CitedProof& one) {
  Json object{{"line", one.cited.seq == 0 ? Json() : Json(one.cited.seq)}, {"kind", one.cited.kind}};
  if (!one.cited.id.empty()) object["id"] = one.cited.id;
  if (!one.proof) {
    object["lacking"] = one.lacking;
    return object;
  }
  object["index"] = one.proof->index;
  object["digest"] = crypto::to_hex(one.proof->leaf);
  object["path"] = Json::array();
  for (const crypto::Digest& digest : one.proof->path) object["path"].push_back(crypto::to_hex(digest));
  object["checkpoint"] = one.proof->checkpoint;
  if (!one.line.empty()) object["bytes"] = one.line;
  return object;
}

}  // namespace

std::string packet_json(const IncidentPacket& packet) {
  Json object{{"packet", kPacketForm},
              {"view", name_of(packet.ask.view)},
              {"incident", packet.incident.empty() ? Json() : Json(packet.incident)},
              {"route", packet.route},
              {"made_at", to_rfc3339(packet.ask.at)},
              {"question_kind", packet.ask.question_kind ? Json(name_of(*packet.ask.question_kind)) : Json()},
              {"complete", packet.complete()}};
  object["missing"] = Json::array();
  object["items"] = Json::array();
  for (const PacketItem& item : packet.items) {
    Json one{{"name", item.name}, {"what", item.words}, {"there", item.there}};
    if (!item.there) {
      one["remedy"] = item.remedy;
      object["missing"].push_back(item.name);
    }
    object["items"].push_back(std::move(one));
  }
  object["sections"] = Json::array();
  for (const PacketSection& section : packet.sections) object["sections"].push_back(section_of(section));
  object["proofs"] = Json::array();
  for (const CitedProof& one : packet.ask.proofs) object["proofs"].push_back(proof_of(one));
  object["not_asserted"] = record::kNotAsserted;
  return object.dump(kIndent, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace jurymast::review
