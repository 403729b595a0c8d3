#pragma once
#include "config/setting.hpp"

namespace jurymast::config {

/// Forms of text that one value can be held against; targets, URLs and addresses are judged where more is known.
/// Names of targets, routes and clients: they appear in headers, metrics, paths and the kill file.
extern const TextForm kIdentifier;
extern const TextForm kTargetName;
extern const TextForm kBaseUrl;
extern const TextForm kListenAddress;
extern const TextForm kModelName;
extern const TextForm kModelPattern;
extern const TextForm kJsonPointer;
extern const TextForm kFilePath;
extern const TextForm kHeaderName;
extern const TextForm kHostName;
extern const TextForm kLabelValue;
extern const TextForm kEnvironmentVariable;
extern const TextForm kExtraText;
extern const TextForm kMemberName;
extern const TextForm kPromptName;
extern const TextForm kPromptText;
extern const TextForm kJsonSchema;
extern const TextForm kPattern;
extern const TextForm kShortText;

/// True for words with a meaning of their own where a name is expected (`all` in the kill file, `natural` in probes, …).
bool is_reserved(std::string_view name);

}  // namespace jurymast::config
