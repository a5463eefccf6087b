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
    /// <exception cref="ArgumentException">A price does not fit the currency, or the discount code is none.</exception>
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

    /// <summary>Reads a payload. Lines that lack a quantity or a price say so by null.</summary>
    /// <param name="messagePack">The MessagePack: at most 2 MiB and 3000 lines, at most 16 levels deep.</param>
    /// <exception cref="InvalidPayloadException">It is not the documented map; the path says where.</exception>
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
            // The last is how the reader meets a length above 2^31, which it takes for a negative one.
            throw PayloadPath.Root.Refusal("The payload is not valid MessagePack.", exception);
        }
    }
}
