using Cart.Engine;
using Npgsql;

namespace Extensions;

/// <summary>Knows the stock by the table of products. What is set aside is taken out of it.</summary>
public sealed class Warehouse(NpgsqlDataSource shop) : IInventoryChecker
{
    public async ValueTask<bool> CheckAsync(ProductKey product, Quantity quantity, CancellationToken cancellationToken = default)
    {
        await using var command = Command(
            "SELECT EXISTS (SELECT FROM products WHERE content_type_id = $1 AND object_id = $2 AND stock >= $3)", product, quantity);
        return await command.ExecuteScalarAsync(cancellationToken) is true;
    }

    public async ValueTask<bool> ReserveAsync(ProductKey product, Quantity quantity, CancellationToken cancellationToken = default)
    {
        await using var command = Command(
            "UPDATE products SET stock = stock - $3 WHERE content_type_id = $1 AND object_id = $2 AND stock >= $3", product, quantity);
        return await command.ExecuteNonQueryAsync(cancellationToken) == 1;
    }

    public async ValueTask<bool> ReleaseAsync(ProductKey product, Quantity quantity, CancellationToken cancellationToken = default)
    {
        await using var command = Command(
            "UPDATE products SET stock = stock + $3 WHERE content_type_id = $1 AND object_id = $2", product, quantity);
        return await command.ExecuteNonQueryAsync(cancellationToken) == 1;
    }

    private NpgsqlCommand Command(string sql, ProductKey product, Quantity quantity)
    {
        var command = shop.CreateCommand(sql);
        command.Parameters.AddWithValue(product.ContentTypeId);
        command.Parameters.AddWithValue(product.ObjectId);
        command.Parameters.AddWithValue(quantity.ToInt32());
        return command;
    }
}
