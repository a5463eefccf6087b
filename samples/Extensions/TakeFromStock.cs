using Cart.Engine;
using Npgsql;

namespace Extensions;

/// <summary>Takes what was ordered out of the stock: once an order, because the statement first notes the order, or finds it noted.</summary>
public sealed class TakeFromStock(NpgsqlDataSource shop) : ICartEventHandler<OrderPlaced>
{
    private const string Take = """
        WITH taken AS (INSERT INTO orders_taken VALUES ($1) ON CONFLICT DO NOTHING RETURNING order_id)
        UPDATE products SET stock = stock - line.quantity
        FROM taken, unnest($2::integer[], $3::text[], $4::integer[]) AS line (content_type_id, object_id, quantity)
        WHERE products.content_type_id = line.content_type_id AND products.object_id = line.object_id
        """;

    public async ValueTask HandleAsync(OrderPlaced cartEvent, CancellationToken cancellationToken = default)
    {
        var lines = cartEvent.Order.Lines;
        await using var command = shop.CreateCommand(Take);
        command.Parameters.AddWithValue(cartEvent.Order.Id.ToString());
        command.Parameters.AddWithValue(lines.Select(static line => line.Product.ContentTypeId).ToArray());
        command.Parameters.AddWithValue(lines.Select(static line => line.Product.ObjectId).ToArray());
        command.Parameters.AddWithValue(lines.Select(static line => line.Quantity.ToInt32()).ToArray());
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
