#pragma once
#include <span>

#include "config/setting.hpp"
#include "evidence/contract_pack.hpp"

namespace jurymast::config {

/// The id of a source: what a bare key of TOML may be, so that it needs no quotes.
extern const TextForm kSourceId;

/// The schema of a contract pack, one row a key.
std::span<const Setting<evidence::ContractPack>> pack_settings();
std::span<const Setting<evidence::FamilyContract>> family_settings();
std::span<const Setting<evidence::ContractSource>> source_settings();
std::span<const Setting<evidence::ContractDetail>> detail_settings();
std::span<const Setting<evidence::ModelAdvice>> advice_settings();

}  // namespace jurymast::config
