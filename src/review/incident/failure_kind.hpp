#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "review/incident/arms.hpp"
#include "review/incident/histogram.hpp"

namespace jurymast::review {

/// Who has something to mend where an operation ended in a class: the sender of the request, the owner of the key or the account, the provider,
/// the owner of what answers must look like, or nobody can tell.
enum class FailureKind : unsigned char { Request, Account, Upstream, Output, NotTold };

/// The kind of a class by its name; none for what is no failure (`ok`, `cancelled`) and for names that are no class.
std::optional<FailureKind> kind_of_failure(std::string_view failure_class);

/// What failed by class: operations of callers, and of those that were rescued what had failed at a target before; synthetic ones are none.
std::map<std::string, std::uint64_t> failures_in(const Histogram& histogram, const Arms& arms);
/// Those of one kind.
std::uint64_t failures_of(const std::map<std::string, std::uint64_t>& failures, FailureKind kind);
/// `12 rate_limited, 3 upstream_error`: the most frequent first; of one kind, or of all.
std::string failures_text(const std::map<std::string, std::uint64_t>& failures, std::optional<FailureKind> kind = std::nullopt);

}  // namespace jurymast::review
