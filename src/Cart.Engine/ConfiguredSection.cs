using Microsoft.Extensions.Configuration;

namespace Cart.Engine;

/// <summary>A section of configuration that the engine was registered with.</summary>
/// <param name="Section">The section.</param>
/// <param name="Path">Its full path, such as <c>Cart</c>.</param>
internal sealed record ConfiguredSection(IConfiguration Section, string Path);
