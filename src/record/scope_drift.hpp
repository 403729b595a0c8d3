#pragma once
#include <string_view>

namespace jurymast::record {

/// The word of a change (a setting's path, a file) that does not answer the failing signal; empty where each may, or where nobody knows the signal.
std::string_view foreign_change(std::string_view failing_signal, std::string_view changed);

/// A signal that foreign_change knows something of.
bool is_known_signal(std::string_view failing_signal);

}  // namespace jurymast::record
