using System.Globalization;
using Cart.Engine;

namespace Cart.Embedded;

/// <summary>Judges the memory of a process that holds its carts itself.</summary>
internal static class EmbeddedMemory
{
    private const double MostUsed = 0.8;

    /// <param name="used">The bytes that the process uses.</param>
    /// <param name="available">The bytes that it may use: those of the machine, or of its container.</param>
    public static CheckFinding Find(long used, long available)
    {
        var found = string.Create(
            CultureInfo.InvariantCulture, $"the process uses {used / 1024 / 1024:N0} of {available / 1024 / 1024:N0} MiB; carts are in its memory");
        return used > MostUsed * available
            ? new CheckFinding(
                "embedded_memory",
                CheckLevel.Warn,
                found,
                "When no memory is left, the operating system ends the process. Acknowledged changes are on the disk.",
                "Give the process more memory, shorten Cart:TimeToLive, delete old carts with cart clean, or move the carts to Redis.")
            : new CheckFinding("embedded_memory", CheckLevel.Ok, found);
    }
}
