#pragma once
#include <array>
#include <cstddef>
#include <string_view>

namespace jurymast::evidence {

/// The checks of a smoke test by name.
inline constexpr std::string_view kHappyPath = "happy_path";
inline constexpr std::string_view kErrorCredential = "error_credential";
inline constexpr std::string_view kErrorMissingField = "error_missing_field";
inline constexpr std::string_view kErrorClientFault = "error_client_fault";

/// The checks that a target needs, in the order in which they are run.
inline constexpr std::array<std::string_view, 4> kCheckNames{kHappyPath, kErrorCredential, kErrorMissingField, kErrorClientFault};
inline constexpr std::size_t kHappyPathIndex = 0;

}  // namespace jurymast::evidence
