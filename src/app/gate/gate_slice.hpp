#pragma once
#include <cstddef>
#include <string>

#include "base/result.hpp"
#include "evidence/gate_case.hpp"

namespace jurymast::app {

/// Of each kind a case holds so many lines at most, the newest.
inline constexpr std::size_t kSliceProbesMax = 1'000;
inline constexpr std::size_t kSliceContractsMax = 200;
inline constexpr std::size_t kSliceSyntheticMax = 1'000;
inline constexpr std::size_t kSliceOperationsMax = 1'000;
inline constexpr std::size_t kSliceGapsMax = 200;
inline constexpr std::size_t kSliceChangesMax = 200;
inline constexpr std::size_t kSliceEscalationsMax = 100;
inline constexpr std::size_t kSliceDamagedMax = 20;

/// The lines of a state directory's log that the question is about, not older than its evidence may be; what is left out because there
/// is more of it is counted. Fails where the log cannot be read.
Result<evidence::GateCase> gate_slice(const std::string& state_directory, evidence::GateQuestion question);

}  // namespace jurymast::app
