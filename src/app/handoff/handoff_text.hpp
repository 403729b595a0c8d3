#pragma once
#include <array>
#include <string>
#include <string_view>

#include "app/handoff/shift.hpp"

namespace jurymast::app {

enum class HandoffFormat : unsigned char { Text, Json, Markdown };
inline constexpr std::array<std::string_view, 3> kHandoffFormatNames{"text", "json", "markdown"};

/// The four things that no hand-off leaves out, and the ticket.
struct HandoffStatement {
  std::string command;
  std::string result;  ///< begins with pass, fail, blocked or unknown
  std::string changed;
  std::string uncertainty;
  std::string ticket;  ///< empty: none
};

/// What the state of the shift makes of them; each fits into a record.
HandoffStatement statement_of(const Shift& shift, const std::string& command);

/// The hand-off in a format; as text and Markdown it is what `jurymast lint handoff` reads.
std::string render(const Shift& shift, const HandoffStatement& statement, HandoffFormat format);

}  // namespace jurymast::app
