#pragma once
#include <string>

#include "record/override.hpp"

namespace jurymast::app {

/// What stands, as JSON: who, why, until when and how long still.
std::string override_json(const record::OverrideRecord& record, WallTime now);
/// The command that takes a step back; empty where there is none.
std::string undo_of(const record::OverrideRecord& step);
/// What a step did, in a few words: `pin assistant to spare`.
std::string override_words(const record::OverrideRecord& record);

}  // namespace jurymast::app
