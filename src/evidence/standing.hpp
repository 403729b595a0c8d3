#pragma once
#include <span>
#include <vector>

#include "evidence/subject.hpp"
#include "record/standing.hpp"

namespace jurymast::evidence {

/// What the checks have shown of each subject, in the order of the subjects. It depends on what is among the records, never on their order;
/// a subject without a whole pair of happy and error path stands as Unknown.
std::vector<record::Standing> standings(std::span<const record::ProbeRecord> probes, std::span<const Subject> in_force);

}  // namespace jurymast::evidence
