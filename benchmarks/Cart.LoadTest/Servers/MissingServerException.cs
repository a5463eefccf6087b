namespace Cart.LoadTest;

/// <summary>A server is neither named nor installed; the message says what to do.</summary>
internal sealed class MissingServerException(string package, string option, string variable)
    : Exception($"{package} is not installed, and no server is named. Install it (apt-get install {package}), say {option}, set {variable}, or start this with eng/servers.sh.");
