using System.Text;

namespace Cart.LoadTest;

/// <summary>
/// <c>message Cart { string user_id = 1; repeated Item items = 2; } message Item { string product_id = 1; int32 quantity = 2; }</c>,
/// written and read by hand, with less to do than a generated class has.
/// </summary>
internal sealed class ProtobufBasket(string userId)
{
    private const byte FirstIsText = (1 << 3) | 2;
    private const byte SecondIsMessage = (2 << 3) | 2;
    private const byte SecondIsNumber = 2 << 3;

    public List<BasketLine> Lines { get; } = [];

    /// <summary>Reads a basket; one that is not there is empty.</summary>
    public static ProtobufBasket Read(ReadOnlySpan<byte> bytes, string userId)
    {
        var basket = new ProtobufBasket(userId);
        for (var at = 0; at < bytes.Length;)
        {
            var tag = bytes[at++];
            var length = Number(bytes, ref at);
            if (tag == SecondIsMessage)
            {
                basket.Lines.Add(Line(bytes.Slice(at, length)));
            }

            at += length;
        }

        return basket;
    }

    public void Add(string productId, int quantity)
    {
        var line = Lines.Find(line => line.ProductId == productId);
        if (line is null)
        {
            Lines.Add(new BasketLine { ProductId = productId, Quantity = quantity });
        }
        else
        {
            line.Quantity += quantity;
        }
    }

    public byte[] Write()
    {
        var bytes = new List<byte>(48 + (Lines.Count * 32));
        Text(bytes, FirstIsText, userId);
        foreach (var line in Lines)
        {
            // A line is shorter than 128 bytes: an id has at most 75 characters.
            bytes.Add(SecondIsMessage);
            var length = bytes.Count;
            bytes.Add(0);
            Text(bytes, FirstIsText, line.ProductId);
            bytes.Add(SecondIsNumber);
            Number(bytes, line.Quantity);
            bytes[length] = (byte)(bytes.Count - length - 1);
        }

        return [.. bytes];
    }

    private static BasketLine Line(ReadOnlySpan<byte> bytes)
    {
        var line = new BasketLine { ProductId = "" };
        for (var at = 0; at < bytes.Length;)
        {
            var tag = bytes[at++];
            var number = Number(bytes, ref at);
            if (tag == SecondIsNumber)
            {
                line.Quantity = number;
            }
            else
            {
                line.ProductId = Encoding.UTF8.GetString(bytes.Slice(at, number));
                at += number;
            }
        }

        return line;
    }

    private static int Number(ReadOnlySpan<byte> bytes, ref int at)
    {
        var number = 0;
        for (var shift = 0; ; shift += 7)
        {
            var part = bytes[at++];
            number |= (part & 0x7F) << shift;
            if (part < 0x80)
            {
                return number;
            }
        }
    }

    private static void Number(List<byte> bytes, int number)
    {
        for (var left = (uint)number; ; left >>= 7)
        {
            if (left < 0x80)
            {
                bytes.Add((byte)left);
                return;
            }

            bytes.Add((byte)(left | 0x80));
        }
    }

    private static void Text(List<byte> bytes, byte tag, string text)
    {
        bytes.Add(tag);
        Number(bytes, Encoding.UTF8.GetByteCount(text));
        bytes.AddRange(Encoding.UTF8.GetBytes(text));
    }
}
