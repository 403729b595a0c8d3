#pragma once
#include <string>
#include <string_view>

#include "record/parsed_line.hpp"

namespace jurymast::app {

/// Why a target was not asked, in words.
std::string denial_words(std::string_view denial);
/// Why there was no further attempt; empty where none was denied.
std::string_view retry_words(std::string_view retry);
/// What a condition of a fallback asks.
std::string condition_words(std::string_view condition);
/// What whoever is on call does about it; empty where there is nothing to do.
std::string advice_for(const record::ParsedOperation& operation);

}  // namespace jurymast::app
