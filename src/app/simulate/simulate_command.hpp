#pragma once
#include <array>
#include <cstdio>
#include <string_view>

#include "app/simulate/simulate_comparison.hpp"

namespace jurymast::app {

/// In which form the result is written, in the order of their names.
enum class ReportFormat : unsigned char { Text, Json, Svg, Html };
inline constexpr std::array<std::string_view, 4> kReportFormatNames{"text", "json", "svg", "html"};

/// Who plays a plan; a test hands in one whose bounds break.
using Player = Result<Simulation> (*)(SimulatePlan plan);

/// Plays the outage with each protection and reports on `out`, or in the file that the options name; 0 where every bound held, 1 where one
/// broke, 2 with what was wrong on `complaints`, 5 where the report could not be written.
int run_simulate(const SimulateOptions& options, std::FILE* out, std::FILE* complaints, Player player = simulate);

}  // namespace jurymast::app
