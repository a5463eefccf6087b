namespace Storefront;

/// <summary>A product in <c>GET /products</c>; the id of an object is a number or a text.</summary>
internal sealed record ProductListing(int ContentTypeId, object ObjectId, string Name, string Price, int Stock);
