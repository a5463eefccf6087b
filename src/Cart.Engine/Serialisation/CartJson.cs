using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;

namespace Cart.Engine;

/// <summary>
/// Writes and reads the documented JSON of a cart. Each line is a member, named by its key, with <c>content_type_id</c>, <c>object_id</c>,
/// <c>quantity</c>, <c>unit_price</c> and <c>total_price</c>. <c>__discount__</c> is the applied code. <c>docs/serialisation.md</c> describes it.
/// </summary>
public static class CartJson
{
    private static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly JsonDocumentOptions ReaderOptions = new() { MaxDepth = 8 };

    /// <summary>Writes a cart, in UTF-8.</summary>
    public static byte[] Write(CartSnapshot cart)
    {
        ArgumentNullException.ThrowIfNull(cart);
        return Write(CartPayload.Of(cart), cart.Currency);
    }

    /// <summary>Writes a payload, in UTF-8.</summary>
    /// <param name="payload">The payload.</param>
    /// <param name="currency">The currency whose decimals its amounts have.</param>
    /// <exception cref="ArgumentException">A price does not fit the currency, or the discount code is not valid.</exception>
    public static byte[] Write(CartPayload payload, Currency currency)
    {
        ArgumentNullException.ThrowIfNull(payload);
        var buffer = new ArrayBufferWriter<byte>(128 + (payload.Lines.Length * 128));
        using (var writer = new Utf8JsonWriter(buffer, WriterOptions))
        {
            Write(writer, PayloadMap.Of(payload, currency));
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Reads a payload. A missing quantity or price of a line is null.</summary>
    /// <param name="json">The JSON, in UTF-8: at most 2 MiB and 3000 lines, at most 8 levels deep.</param>
    /// <exception cref="InvalidPayloadException">The JSON is not the documented one; the path gives the location.</exception>
    public static CartPayload Read(ReadOnlyMemory<byte> json)
    {
        if (json.Length > PayloadMap.MaxBytes)
        {
            throw PayloadPath.Root.Refusal($"A payload has at most {PayloadMap.MaxBytes} bytes.");
        }

        if (!Utf8.IsValid(json.Span))
        {
            throw PayloadPath.Root.Refusal("The payload is not valid UTF-8.");
        }

        try
        {
            using var document = JsonDocument.Parse(json, ReaderOptions);
            return PayloadMap.Read(NodeOf(document.RootElement, PayloadPath.Root));
        }
        catch (JsonException exception)
        {
            throw PayloadPath.Root.Refusal("The payload is not valid JSON.", exception);
        }
    }

    private static void Write(Utf8JsonWriter writer, PayloadNode node)
    {
        switch (node)
        {
            case PayloadNode.Map map:
                writer.WriteStartObject();
                foreach (var (key, value) in map.Members)
                {
                    writer.WritePropertyName(key);
                    Write(writer, value);
                }

                writer.WriteEndObject();
                break;
            case PayloadNode.Text text:
                writer.WriteStringValue(text.Value);
                break;
            case PayloadNode.Integer integer:
                writer.WriteNumberValue(integer.Value);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(node), node.GetType().Name, "No cart has such a value.");
        }
    }

    private static PayloadNode NodeOf(JsonElement element, PayloadPath path) => element.ValueKind switch
    {
        JsonValueKind.Object => MapOf(element, path),
        JsonValueKind.String => new PayloadNode.Text(TextOf(element.GetString, path)),
        JsonValueKind.Number when element.TryGetInt64(out var value) && !IsNegativeZero(element, value) => new PayloadNode.Integer(value),
        JsonValueKind.Null => new PayloadNode.Null(),
        _ => new PayloadNode.Other(),
    };

    private static bool IsNegativeZero(JsonElement element, long value) =>
        value == 0 && JsonMarshal.GetRawUtf8Value(element)[0] == (byte)'-';

    private static PayloadNode.Map MapOf(JsonElement element, PayloadPath path)
    {
        var members = new PayloadMembers(path);
        foreach (var property in element.EnumerateObject())
        {
            var name = TextOf(() => property.Name, path);
            members.Add(name, NodeOf(property.Value, members.Begin(name)));
        }

        return members.ToMap();
    }

    // Half of a surrogate pair, written as an escape, is detected when the text is read.
    private static string TextOf(Func<string?> text, PayloadPath path)
    {
        try
        {
            return text()!;
        }
        catch (InvalidOperationException exception)
        {
            throw path.Refusal("A text is not valid Unicode.", exception);
        }
    }
}
