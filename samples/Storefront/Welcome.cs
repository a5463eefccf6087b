namespace Storefront;

/// <summary>The page that says what to try.</summary>
internal static class Welcome
{
    public static string To(HttpRequest request)
    {
        var shop = $"{request.Scheme}://{request.Host}";
        return $$"""
            A small shop. The cookie in the file "jar" is you, the shopper:

            curl {{shop}}/products
            curl -b jar -c jar {{shop}}/cart/items --json '{"content_type_id":7,"object_id":42,"quantity":2}'
            curl -b jar -c jar {{shop}}/cart/items --json '{"items":[{"content_type_id":8,"object_id":"85123A"},{"content_type_id":8,"object_id":"GIFT BOX","quantity":3}]}'
            curl -b jar {{shop}}/cart
            curl -b jar -X POST {{shop}}/cart/checkout

            """;
    }
}
