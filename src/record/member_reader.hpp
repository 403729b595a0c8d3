#pragma once
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/ids.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "record/member_types.hpp"

namespace jurymast::record {

/// Reads a record's members by the description of its kind; the counterpart of MemberWriter. It goes on after a member it cannot use and
/// keeps the first complaint.
class MemberReader {
 public:
  /// Fails with Corrupt where the text is no record of that kind.
  static Result<MemberReader> open(std::string_view kind, std::string_view record);
  MemberReader(MemberReader&&) noexcept;
  ~MemberReader();

  /// The first complaint; empty: every member could be used.
  const std::string& complaint() const { return complaint_; }

  void time(Told told, WallTime& value);
  void time(Told told, std::optional<WallTime>& value);
  void id(Told told, OperationId& value);
  void id(Told told, std::optional<OperationId>& value);
  template <class Enum>
  void word(Told told, Enum& value, Vocabulary words) {
    if (const auto index = word_index(told, words)) value = static_cast<Enum>(*index);
  }
  template <class Enum>
  void word(Told told, std::optional<Enum>& value, Vocabulary words) {
    if (const auto index = word_index(told, words)) value = static_cast<Enum>(*index);
  }
  void identifier(Told told, std::string& value);
  void identifiers(Told told, std::vector<std::string>& values);
  void labels(Told told, NamedLabels& values);
  void text(Told told, PlainText& value);
  void link(Told told, Link& value);
  void links(Told told, std::vector<Link>& values);
  void count(Told told, std::uint64_t& value);
  void count(Told told, std::optional<std::uint64_t>& value);
  void flag(Told told, bool& value);
  void bytes(Told told, std::string& value);
  void digest(Told told, std::optional<DigestBytes>& value);
  template <class Part>
  void objects(Told told, std::vector<Part>& parts) {
    const std::size_t size = enter_list(told);
    for (std::size_t i = 0; i < size; ++i) {
      enter_element(told, i);
      describe(*this, parts.emplace_back());
      leave();
    }
  }

 private:
  struct Place;
  explicit MemberReader(std::unique_ptr<Place> place);
  /// The text of a member; none where it is left out or holds something else, which is complained about where it may not be.
  std::optional<std::string> text_of(Told told);
  std::vector<std::string> texts_of(Told told, std::size_t count_max);
  std::optional<std::size_t> word_index(Told told, Vocabulary words);
  std::size_t enter_list(Told told);
  void enter_element(Told told, std::size_t index);
  void leave();
  void complain(Told told, std::string_view what);

  std::unique_ptr<Place> place_;
  std::string complaint_;
};

/// The record back from what write_record gave, or from a line's record; fails with Corrupt and the first member that is wrong.
template <class Record>
Result<Record> read_record(std::string_view kind, std::string_view text) {
  auto reader = MemberReader::open(kind, text);
  if (!reader) return tl::unexpected(reader.error());
  Record record;
  describe(*reader, record);
  if (!reader->complaint().empty()) return fail(Code::Corrupt, "{}", reader->complaint());
  return record;
}

}  // namespace jurymast::record
