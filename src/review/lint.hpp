#pragma once
#include <array>
#include <optional>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "review/subject.hpp"

namespace jurymast::review {

/// What a text is; each kind has rules of its own.
enum class TextKind : unsigned char { Runbook, Record, Note, Handoff };
inline constexpr std::array<std::string_view, 4> kTextKindNames{"runbook", "record", "note", "handoff"};
constexpr std::string_view name_of(TextKind kind) { return kTextKindNames[static_cast<std::size_t>(kind)]; }

/// Looks for everything that the rules of this kind find, in the order of the text. Fails, with line and remedy, where the text is
/// none or beyond its bounds.
Result<Findings> lint(TextKind kind, std::string_view text, const LintOptions& options);

/// The rules of a kind, in the order of docs/lint.md.
std::vector<const Rule*> rules_of(TextKind kind);
/// Every rule once, by id.
std::vector<const Rule*> all_rules();

}  // namespace jurymast::review
