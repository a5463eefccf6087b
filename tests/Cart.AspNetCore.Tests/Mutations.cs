namespace Cart.AspNetCore.Tests;

/// <summary>One request for each way to change a cart that holds mugs.</summary>
public sealed record Mutation(string Method, string Path, string? Body)
{
    public static IReadOnlyList<Mutation> All { get; } =
    [
        new("POST", "/cart/items", """{"content_type_id":7,"object_id":42,"quantity":2}"""),
        new("POST", "/cart/items", """{"items":[{"content_type_id":8,"object_id":"85123A"},{"content_type_id":7,"object_id":42}]}"""),
        new("PUT", "/cart/items/7:42", """{"quantity":5}"""),
        new("PUT", "/cart/items/7:42", """{"quantity":0}"""),
        new("PATCH", "/cart/items/7:42", """{"delta":-1}"""),
        new("DELETE", "/cart/items/7:42", null),
        new("DELETE", "/cart/items", null),
        new("PUT", "/cart/discount", """{"code":"ten"}"""),
        new("DELETE", "/cart/discount", null),
        new("PUT", "/cart/shipping", """{"id":"express"}"""),
        new("DELETE", "/cart/shipping", null),
        new("PUT", "/cart/import", """{"8:85123A":{"content_type_id":8,"object_id":"85123A","quantity":3,"unit_price":"2.55"}}"""),
    ];

    internal Task<Answer> SendAsync(Shopper shopper, params (string Name, string Value)[] headers) =>
        shopper.SendAsync(Method, Path, Body, headers);

    public override string ToString() => $"{Method} {Path} {Body}";
}
