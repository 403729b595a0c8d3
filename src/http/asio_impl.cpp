// The one place where the library's own code is compiled; every other file sees declarations only.
#include <boost/asio/impl/src.hpp>
