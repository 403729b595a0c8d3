#pragma once
#include <string>
#include <string_view>

#include "base/time.hpp"
#include "record/operation_glance.hpp"
#include "record/parsed_line.hpp"
#include "review/incident/histogram.hpp"

namespace jurymast::review {

/// The class of operations that had no trouble at all.
inline constexpr std::string_view kNoTrouble = "ok";

/// False for checks and copies: they are in no figure about callers.
bool is_of_callers(const record::ParsedOperation& operation);
/// The same, by the arm's name.
bool is_arm_of_callers(std::string_view arm);
/// What went wrong first, whether or not the caller noticed: the class of the first attempt that failed, or `refused:<why>`, or
/// `interrupted`; kNoTrouble where nothing did.
std::string trouble_of(const record::ParsedOperation& operation);
std::string trouble_of(const record::OperationGlance& operation);
/// What became of an operation for its caller, and in which arm.
HistogramRow row_of(const record::ParsedOperation& operation);
/// True where the caller got a failure, a refusal or a part of an answer.
bool is_visible_error(const record::ParsedOperation& operation);
/// True for such an error that came of time that ran out.
bool is_timeout(const record::ParsedOperation& operation);
/// The target that is asked first.
const std::string& first_target(const record::ParsedOperation& operation);
/// When the line was written: an operation's is written when that ends. For other kinds it is their own time.
WallTime written_at(const record::ParsedLine& line);

}  // namespace jurymast::review
