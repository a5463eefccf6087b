using Cart.Engine;
using Microsoft.AspNetCore.Http;

namespace Cart.AspNetCore;

/// <summary>A payload that a client wants restored. It was in the client's hands, so its prices count for nothing.</summary>
internal sealed record PayloadToImport(CartPayload Payload)
{
    /// <summary>The products that are wanted.</summary>
    public IEnumerable<ProductKey> Products => Payload.Lines.Select(static line => line.Product);

    /// <summary>What is wanted, in one text, without the prices.</summary>
    public string Content =>
        $"import\n{Payload.DiscountCode}\n{string.Join('\n', Payload.Lines.Select(static line => $"{line.Product} {line.Quantity}"))}";

    /// <summary>Reads the body of a request.</summary>
    /// <exception cref="RefusedRequestException">The body is missing, too long, or no payload.</exception>
    public static async ValueTask<PayloadToImport> ReadAsync(HttpRequest request, int maxBytes, CancellationToken cancellationToken)
    {
        var (bytes, isMessagePack) = await RequestBody.ReadBytesAsync(request, maxBytes, cancellationToken).ConfigureAwait(false);
        try
        {
            return new PayloadToImport(isMessagePack ? CartMessagePack.Read(bytes) : CartJson.Read(bytes));
        }
        catch (InvalidPayloadException fault)
        {
            throw RequestBody.Malformed(
                "The body is no cart of the documented format; nothing was imported.", new FieldError(fault.Message, "#" + fault.Path));
        }
    }

    /// <summary>Returns where the first product stands that the shop does not sell, or null.</summary>
    public string? FirstOutside(IReadOnlyDictionary<ProductKey, Product> products) =>
        Payload.Lines.Where(line => !products.ContainsKey(line.Product)).Select(static line => "#/" + line.Key).FirstOrDefault();

    /// <summary>Returns the first product whose price the currency cannot hold, or null.</summary>
    public ProductKey? FirstUnpriced(IReadOnlyDictionary<ProductKey, Product> products, CartOptions options)
    {
        var currency = Currency.Parse(options.Currency);
        return Products.Where(product => !CartLimits.IsUnitPrice(products[product].UnitPrice, currency)).Cast<ProductKey?>().FirstOrDefault();
    }

    /// <summary>Returns the payload at the shop's prices.</summary>
    public CartPayload PricedBy(IReadOnlyDictionary<ProductKey, Product> products) => Payload with
    {
        Lines = [.. Payload.Lines.Select(line => line with { UnitPrice = products[line.Product].UnitPrice })],
    };
}
