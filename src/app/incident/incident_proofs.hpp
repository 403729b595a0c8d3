#pragma once
#include <string>
#include <vector>

#include "app/incident/incident_log.hpp"
#include "review/incident/incident_packet.hpp"

namespace jurymast::app {

/// So many lines without a checkpoint are looked through for the next one; a gateway writes one after every thousand.
inline constexpr std::size_t kLinesToCheckpointMax = 1 << 20;

/// The path of each cited line to the first checkpoint behind it that the log's key signed, with the line's bytes. What has none says why. Reads
/// the log alone and signs nothing. Fails where the log cannot be read.
Result<std::vector<review::CitedProof>> prove_cited(const std::string& state_directory, const std::vector<review::CitedLine>& cited,
                                                    ReadingProgress& progress);

}  // namespace jurymast::app
