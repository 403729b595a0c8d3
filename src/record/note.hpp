#pragma once
#include <array>
#include <optional>
#include <string>

#include "base/ids.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "record/plain_text.hpp"
#include "record/shape.hpp"

namespace jurymast::record {

/// Whether a person saw it or concluded it.
enum class Grounds : unsigned char { Fact, Inference };
inline constexpr std::array<std::string_view, 2> kGroundsNames{"fact", "inference"};

/// What a person adds to the record.
struct NoteRecord {
  WallTime at;
  OperationId id;
  std::string author;  ///< initials or a role
  std::optional<OperationId> about;
  Grounds grounds = Grounds::Fact;
  PlainText text;
  Link link;
  std::string ticket;
  friend bool operator==(const NoteRecord&, const NoteRecord&) = default;
};
std::string render(const NoteRecord& record);
Result<NoteRecord> read_note(std::string_view record);
KindShape note_shape();

}  // namespace jurymast::record
