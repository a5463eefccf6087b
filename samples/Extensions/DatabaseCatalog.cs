using Cart.Engine;
using Npgsql;

namespace Extensions;

/// <summary>Finds products in the shop's database: all that a request asks for, one query a type.</summary>
public sealed class DatabaseCatalog(NpgsqlDataSource shop) : IProductCatalog
{
    public async ValueTask<IReadOnlyDictionary<string, Product>> FindAsync(
        int contentTypeId, IReadOnlyCollection<string> objectIds, CancellationToken cancellationToken = default)
    {
        await using var command = shop.CreateCommand(
            "SELECT object_id, name, price FROM products WHERE content_type_id = $1 AND object_id = ANY($2)");
        command.Parameters.AddWithValue(contentTypeId);
        command.Parameters.AddWithValue(objectIds.ToArray());
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        var found = new Dictionary<string, Product>(objectIds.Count);
        while (await rows.ReadAsync(cancellationToken))
        {
            var key = new ProductKey(contentTypeId, rows.GetString(0));
            found[key.ObjectId] = new Product(key, rows.GetString(1), rows.GetDecimal(2));
        }

        return found;
    }
}
