using CsCheck;

namespace Cart.Engine.Tests;

/// <summary>
/// What the quick reader takes is what the rules read. It gives up at a member that it does not know, so the same payload with one more, which is
/// ignored, goes the slow way.
/// </summary>
public sealed class QuickReaderTests
{
    // Bytes that stand in payloads, so that many a damaged one is still read.
    private static readonly byte[] Likely = [.. "0123456789.:_"u8, .. "acdeijnopqtuy"u8, 0x00, 0x01, 0x7F, 0x81, 0x85, 0xA1, 0xC0, 0xCC, 0xCF, 0xD0, 0xD9];

    private static readonly Gen<CartPayload> Payloads =
        from lines in Gen.Select(Gen.Int[1, 9], Gen.Int[0, 999], Gen.Int[1, 500], Gen.Int[0, 99_999])
            .Select((type, id, quantity, cents) => new LineAssignment(
                id % 5 == 0 ? new ProductKey(type, "0" + id) : new ProductKey(type, id), quantity, cents / 100m))
            .Array[1, 12]
        from code in Gen.Int[0, 2].Select(index => new string?[] { null, "SUMMER25", "Grüße" }[index])
        select new CartPayload([.. lines.DistinctBy(line => line.Product)], code);

    private static readonly Gen<(double Place, byte With)[]> Damages =
        Gen.Select(Gen.Double[0, 1], Gen.OneOf(Gen.Byte, Gen.Int[0, Likely.Length - 1].Select(index => Likely[index]))).Array[0, 3];

    [Fact]
    public void What_is_read_quickly_is_what_the_rules_read() => Gen.Select(Payloads, Damages).Sample((payload, damages) =>
    {
        var members = payload.Lines.Length + (payload.DiscountCode is null ? 0 : 1);
        var body = CartMessagePack.Write(payload, Currency.Usd)[1..];
        foreach (var (place, with) in damages)
        {
            body[(int)(place * (body.Length - 1))] = with;
        }

        return IsSame(
            [(byte)(0x80 + members), .. body],
            [(byte)(0x81 + members), .. body, 0xA5, .. "__x__"u8, 0xC0]);
    }, iter: 50_000);

    private static bool IsSame(byte[] bytes, byte[] slow)
    {
        CartPayload read;
        try
        {
            read = CartMessagePack.Read(bytes);
        }
        catch (InvalidPayloadException)
        {
            return true;
        }

        var expected = CartMessagePack.Read(slow);
        return read.Lines.SequenceEqual(expected.Lines) && read.DiscountCode == expected.DiscountCode;
    }
}
