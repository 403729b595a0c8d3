#pragma once
#include <string>

#include "base/ids.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "record/plain_text.hpp"
#include "record/shape.hpp"

namespace jurymast::record {

/// What one person leaves to the next; none of its four texts may be missing.
struct HandoffRecord {
  WallTime at;
  OperationId id;
  std::string author;
  PlainText command;
  PlainText result;
  PlainText changed;
  PlainText uncertainty;
  std::string ticket;
  friend bool operator==(const HandoffRecord&, const HandoffRecord&) = default;
};
std::string render(const HandoffRecord& record);
Result<HandoffRecord> read_handoff(std::string_view record);
KindShape handoff_shape();

}  // namespace jurymast::record
