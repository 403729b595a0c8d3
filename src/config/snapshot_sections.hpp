#pragma once
#include "config/sections.hpp"

namespace jurymast::config {

/// A snapshot's parts as sections again, so that whatever reads the schema's rows can read what is in force. In the place of a secret stands
/// its reference with a digest of it: equal exactly where both are.
ServerSection section_of(const policy::ServerSettings& settings);
ClientSection section_of(const policy::Snapshot& snapshot, const policy::ClientKey& client);
TargetSection section_of(const policy::Snapshot& snapshot, const policy::Target& target);
PromptSection section_of(const policy::Snapshot& snapshot, const policy::Prompt& prompt);
RouteSection section_of(const policy::Snapshot& snapshot, const policy::Route& route);
WebhookSection section_of(const control::Settings& settings, const control::Webhook& webhook);

}  // namespace jurymast::config
