#pragma once
#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/ids.hpp"
#include "record/json_line.hpp"
#include "record/member_types.hpp"

namespace jurymast::record {

/// Writes a record's members by the description of its kind. MemberReader and MemberShapes have the same calls, so a description,
/// written once for each kind, gives the line, the way back, the schema and the documentation.
class MemberWriter {
 public:
  void begin(std::string_view kind) { line_.begin(kind); }
  std::string take() {
    line_.end();
    return line_.take();
  }

  void time(Told told, WallTime value) { line_.time(told.name, value); }
  void time(Told told, const std::optional<WallTime>& value) {
    if (value) line_.time(told.name, *value);
  }
  void id(Told told, OperationId value) { put_id(told.name, value); }
  void id(Told told, const std::optional<OperationId>& value) {
    if (value) put_id(told.name, *value);
  }
  template <class Enum>
  void word(Told told, Enum value, Vocabulary words) {
    line_.word(told.name, words[static_cast<std::size_t>(value)]);
  }
  template <class Enum>
  void word(Told told, const std::optional<Enum>& value, Vocabulary words) {
    if (value) word(told, *value, words);
  }
  void identifier(Told told, const std::string& value) {
    if (told.always() || !value.empty()) line_.text(told.name, value);
  }
  void identifiers(Told told, const std::vector<std::string>& values);
  void labels(Told told, const NamedLabels& values);
  void text(Told told, const PlainText& value) {
    if (told.always() || !value.empty()) line_.word(told.name, json_escaped(value.text()));
  }
  void link(Told told, const Link& value) {
    if (told.always() || !value.empty()) line_.word(told.name, value.text());
  }
  void links(Told told, const std::vector<Link>& values);
  void count(Told told, std::uint64_t value) { line_.number(told.name, value); }
  void count(Told told, const std::optional<std::uint64_t>& value) {
    if (value) line_.number(told.name, *value);
  }
  void flag(Told told, bool value) { line_.flag(told.name, value); }
  void bytes(Told told, std::string_view value);
  void digest(Told told, const std::optional<DigestBytes>& value);
  template <class Part>
  void objects(Told told, const std::vector<Part>& parts) {
    if (parts.empty()) return;
    line_.open_array(told.name);
    for (std::size_t i = 0; i < std::min(parts.size(), kPartsMax); ++i) {
      line_.open_element();
      describe(*this, parts[i]);
      line_.close_object();
    }
    line_.close_array();
  }

 private:
  void put_id(std::string_view name, OperationId id) {
    const auto chars = id.text();
    line_.word(name, {chars.data(), chars.size()});
  }
  JsonLine line_;
};

/// The record as one JSON object without `seq` and checksum.
template <class Record>
std::string write_record(std::string_view kind, const Record& record) {
  MemberWriter writer;
  writer.begin(kind);
  describe(writer, record);
  return writer.take();
}

}  // namespace jurymast::record
