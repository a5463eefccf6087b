using System.Buffers.Binary;
using System.Numerics;

namespace Cart.Embedded;

/// <summary>CRC-32C.</summary>
internal static class Checksum
{
    public static uint Of(ReadOnlySpan<byte> bytes) => Continue(0xFFFFFFFF, bytes) ^ 0xFFFFFFFF;

    /// <summary>Adds bytes to a checksum that began with 0xFFFFFFFF and is inverted at the end.</summary>
    public static uint Continue(uint checksum, ReadOnlySpan<byte> bytes)
    {
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..])
        {
            checksum = BitOperations.Crc32C(checksum, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        }

        foreach (var single in bytes)
        {
            checksum = BitOperations.Crc32C(checksum, single);
        }

        return checksum;
    }
}
