using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Cart.Engine;
using StackExchange.Redis;

namespace Cart.Benchmarks;

/// <summary>A guest's cart, as the engine holds it and as Redis answers it.</summary>
internal static class SampleCart
{
    // Of a first version, watchers would hear.
    private const int Version = 12;

    private static readonly DateTimeOffset Time = DateTimeOffset.FromUnixTimeSeconds(1_790_000_000);

    public static CartId Id { get; } = CartId.DeriveFrom("benchmarks");

    public static CartSnapshot Snapshot(int lines) => new()
    {
        Id = Id,
        State = CartState.Open,
        Version = Version,
        Currency = Currency.Usd,
        CreatedAt = Time,
        ChangedAt = Time,
        Lines = [.. Enumerable.Range(1, lines).Select(static line => new CartLine(Product(line), Quantity(line), Price(line)))],
    };

    /// <summary>The products and quantities as a change that adds them.</summary>
    public static AddLines Addition(int lines) =>
        new([.. Enumerable.Range(1, lines).Select(static line => new CartLine(Product(line), Quantity(line), Price(line)))]);

    /// <summary>What <c>HGETALL</c> answers.</summary>
    public static HashEntry[] Hash(int lines) =>
        [new("m", Header(lines)), .. Enumerable.Range(1, lines).Select(static line => new HashEntry(Product(line).ToString(), Line(line)))];

    /// <summary>What the script that adds answers to <see cref="Addition"/>.</summary>
    public static RedisResult Answer(int lines)
    {
        var answer = new List<byte>(Header(lines));
        for (var line = 1; line <= lines; line++)
        {
            answer.AddRange(line == 1 ? "="u8 : "\n="u8);
            answer.AddRange(Line(line));
        }

        return RedisResult.Create((RedisValue)answer.ToArray());
    }

    // As lua/_layout.lua packs them.
    private static byte[] Header(int lines)
    {
        var header = new byte[33];
        "o-USD"u8.CopyTo(header);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(5), Version);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(9), (uint)Time.ToUnixTimeSeconds());
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(13), (uint)Time.ToUnixTimeSeconds());
        BinaryPrimitives.WriteDoubleLittleEndian(header.AsSpan(21), Enumerable.Range(1, lines).Sum(Quantity));
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(29), (ushort)lines);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(31), (ushort)lines);
        return header;
    }

    private static byte[] Line(int line)
    {
        var packed = new byte[6];
        BinaryPrimitives.WriteInt32LittleEndian(packed, Quantity(line));
        BinaryPrimitives.WriteUInt16LittleEndian(packed.AsSpan(4), (ushort)line);
        return [.. packed, .. Encoding.ASCII.GetBytes(Price(line).ToString("0.00", CultureInfo.InvariantCulture))];
    }

    private static ProductKey Product(int line) => new(7, 1000 + line);

    private static int Quantity(int line) => 1 + (line % 4);

    private static decimal Price(int line) => 0.99m + (line % 97);
}
