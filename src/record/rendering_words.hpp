#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "record/rendering.hpp"

/// What several templates spell alike.
namespace jurymast::record {

/// Where a template has no word of its own for what is not known.
inline constexpr std::string_view kNotKnown = "unknown";

std::string or_unknown(std::string_view text);
/// `chat-completions`, as three of the templates write it.
std::string kebab_family(const std::optional<Family>& family);
/// `CHAT_COMPLETIONS`, as the checklist writes its values.
std::string upper(std::string_view text);
FieldValue count_or_unknown(const std::optional<std::uint64_t>& count);
/// The sentences of the view as one text.
std::string notes_text(const JoinedView& view);

}  // namespace jurymast::record
