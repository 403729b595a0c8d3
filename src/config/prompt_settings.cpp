#include "config/sections.hpp"
#include "config/text_forms.hpp"

namespace jurymast::config {
namespace {

using Row = Setting<PromptSection>;

constexpr std::array kRows{
    Row{{.key = "text", .description = "What is said to the model.", .required = true, .form = &kPromptText},
        [](PromptSection& s) -> Field { return &s.prompt.text; }},
};

}  // namespace

std::span<const Setting<PromptSection>> prompt_settings() { return kRows; }

}  // namespace jurymast::config
