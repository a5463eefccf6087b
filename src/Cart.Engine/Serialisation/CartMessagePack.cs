using System.Buffers;
using MessagePack;

namespace Cart.Engine;

/// <summary>
/// Writes and reads a cart as MessagePack: the same map with the same keys as <see cref="CartJson"/>, equally strict.
/// </summary>
public static class CartMessagePack
{
    /// <summary>Writes a cart.</summary>
    public static byte[] Write(CartSnapshot cart)
    {
        ArgumentNullException.ThrowIfNull(cart);
        return Write(CartPayload.Of(cart), cart.Currency);
    }

    /// <summary>Writes a payload.</summary>
    /// <param name="payload">The payload.</param>
    /// <param name="currency">The currency whose decimals its amounts have.</param>
    /// <exception cref="ArgumentException">A price does not fit the currency, or the discount code is not valid.</exception>
    public static byte[] Write(CartPayload payload, Currency currency)
    {
        ArgumentNullException.ThrowIfNull(payload);
        PayloadMap.CheckDiscount(payload);
        using var buffer = new PooledBufferWriter(64 + (payload.Lines.Length * 128));
        var writer = new MessagePackWriter(buffer);
        MessagePackLines.Write(ref writer, payload, currency);
        writer.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Reads a payload. A missing quantity or price of a line is null.</summary>
    /// <param name="messagePack">The MessagePack: at most 2 MiB and 3000 lines, at most 16 levels deep.</param>
    /// <exception cref="InvalidPayloadException">The MessagePack is not the documented map; the path gives the location.</exception>
    public static CartPayload Read(ReadOnlyMemory<byte> messagePack)
    {
        if (messagePack.Length > PayloadMap.MaxBytes)
        {
            throw PayloadPath.Root.Refusal($"A payload has at most {PayloadMap.MaxBytes} bytes.");
        }

        try
        {
            if (UsualMessagePack.TryRead(messagePack, out var payload))
            {
                return payload;
            }

            var reader = new MessagePackReader(messagePack);
            var node = MessagePackNodes.Read(ref reader);
            return reader.End
                ? PayloadMap.Read(node)
                : throw PayloadPath.Root.Refusal("There are bytes behind the payload.");
        }
        catch (Exception exception) when (exception
            is MessagePackSerializationException or EndOfStreamException or OverflowException or ArgumentOutOfRangeException)
        {
            // The reader reports a length above 2^31 as a negative one, with the last exception.
            throw PayloadPath.Root.Refusal("The payload is not valid MessagePack.", exception);
        }
    }
}

/// <summary>Collects bytes in a rented array, which <see cref="Dispose"/> returns.</summary>
internal sealed class PooledBufferWriter(int capacity) : IBufferWriter<byte>, IDisposable
{
    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(capacity);
    private int _written;

    public ReadOnlySpan<byte> WrittenSpan => _bytes.AsSpan(0, _written);

    public void Advance(int count) => _written += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _bytes.AsMemory(_written);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _bytes.AsSpan(_written);
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = [];
    }

    private void Reserve(int sizeHint)
    {
        if (_bytes.Length - _written >= Math.Max(sizeHint, 1))
        {
            return;
        }

        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(2 * _bytes.Length, _written + sizeHint));
        WrittenSpan.CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = larger;
    }
}

/// <summary>Writes the map of a payload as MessagePack in one pass, without intermediate nodes.</summary>
internal static class MessagePackLines
{
    // 26 digits of the largest total, a point and four decimals. It is also the longest text with a header of one byte.
    private const int LongestAmount = 31;

    /// <exception cref="ArgumentException">A price does not fit the currency, so it could not be read back.</exception>
    public static void Write(ref MessagePackWriter writer, CartPayload payload, Currency currency)
    {
        writer.WriteMapHeader(payload.Lines.Length + (payload.DiscountCode is null ? 0 : 1));
        foreach (var line in payload.Lines)
        {
            Write(ref writer, line, currency);
        }

        if (payload.DiscountCode is { } code)
        {
            writer.Write(PayloadMap.Discount);
            writer.WriteMapHeader(1);
            writer.WriteString("code"u8);
            writer.Write(code);
        }
    }

    private static void Write(ref MessagePackWriter writer, LineAssignment line, Currency currency)
    {
        var product = line.Product;
        WriteKey(ref writer, line.Key);
        var (hasQuantity, hasPrice) = (line.Quantity is not null, line.UnitPrice is not null);
        writer.WriteMapHeader(2 + (hasQuantity ? 1 : 0) + (hasPrice ? 1 : 0) + (hasQuantity && hasPrice ? 1 : 0));
        writer.WriteString("content_type_id"u8);
        writer.Write(product.ContentTypeId);
        writer.WriteString("object_id"u8);
        if (product.TryGetIntegerId(out var id))
        {
            writer.Write(id);
        }
        else
        {
            writer.Write(product.ObjectId);
        }

        if (line.Quantity is { } quantity)
        {
            writer.WriteString("quantity"u8);
            writer.Write(quantity.ToInt32());
        }

        if (line.UnitPrice is { } price)
        {
            PayloadMap.CheckPrice(line, price, currency);
            writer.WriteString("unit_price"u8);
            WriteAmount(ref writer, price, currency);
        }

        if (line is { Quantity: { } units, UnitPrice: { } each })
        {
            writer.WriteString("total_price"u8);
            WriteAmount(ref writer, units * each, currency);
        }
    }

    private static void WriteKey(ref MessagePackWriter writer, LineKey key)
    {
        Span<byte> text = stackalloc byte[LineKey.MaxLength];
        var length = key.Format(text);
        writer.WriteStringHeader(length);
        text[..length].CopyTo(writer.GetSpan(length));
        writer.Advance(length);
    }

    private static void WriteAmount(ref MessagePackWriter writer, decimal amount, Currency currency)
    {
        var room = writer.GetSpan(1 + LongestAmount);
        var length = currency.Format(amount, room.Slice(1, LongestAmount));
        room[0] = (byte)(MessagePackCode.MinFixStr | length);
        writer.Advance(1 + length);
    }
}
