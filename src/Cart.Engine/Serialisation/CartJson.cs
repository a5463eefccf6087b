using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Cart.Engine;

/// <summary>
/// Writes the documented JSON of a cart: one member a line, named by the composite key, with <c>content_type_id</c>,
/// <c>object_id</c>, <c>quantity</c>, <c>unit_price</c> and <c>total_price</c>, and <c>__discount__</c> when a code is applied.
/// </summary>
public static class CartJson
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes lines and the code of the applied discount.</summary>
    public static string Write(ImmutableArray<CartLine> lines, Currency currency, string? discountCode = null)
    {
        var buffer = new ArrayBufferWriter<byte>(128 + (lines.Length * 128));
        using (var writer = new Utf8JsonWriter(buffer, Options))
        {
            writer.WriteStartObject();
            foreach (var line in lines)
            {
                writer.WriteStartObject(line.Product.ToString());
                WriteLine(writer, line, currency);
                writer.WriteEndObject();
            }

            if (discountCode is not null)
            {
                writer.WriteStartObject("__discount__");
                writer.WriteString("code", discountCode);
                writer.WriteEndObject();
            }

            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void WriteLine(Utf8JsonWriter writer, CartLine line, Currency currency)
    {
        writer.WriteNumber("content_type_id", line.Product.ContentTypeId);
        if (line.Product.TryGetIntegerId(out var id))
        {
            writer.WriteNumber("object_id", id);
        }
        else
        {
            writer.WriteString("object_id", line.Product.ObjectId);
        }

        writer.WriteNumber("quantity", line.Quantity.Value);
        writer.WriteString("unit_price", currency.Format(line.UnitPrice));
        writer.WriteString("total_price", currency.Format(line.TotalPrice));
    }
}
