using Npgsql;

namespace Cart.Persistence;

/// <summary>Where orders are kept.</summary>
public sealed class PostgresOptions
{
    /// <summary>
    /// How to reach PostgreSQL 13 or later, in the words of Npgsql. Unless it says otherwise, connecting may take 2 seconds
    /// (<c>Timeout</c>) and a command 5 seconds (<c>Command Timeout</c>), and there are at most 20 connections for orders and 20 for
    /// discounts (<c>Maximum Pool Size</c>).
    /// </summary>
    /// <value>Required, unless there is a <see cref="DataSource"/>.</value>
    public string ConnectionString { get; set; } = "";

    /// <summary>
    /// Gets or sets a data source of the host, which is used instead of <see cref="ConnectionString"/> and never disposed. Orders, discounts
    /// and the trail of operators share its connections. A command may take 5 seconds unless its connection string sets <c>Command Timeout</c>.
    /// </summary>
    /// <value>Default null: the stores have connections of their own.</value>
    public NpgsqlDataSource? DataSource { get; set; }

    /// <summary>How many checkouts a process carries out at the same time. One more is answered as unavailable, with nothing changed.</summary>
    /// <value>Default 2048. Range 1 to 100,000.</value>
    public int MaxCheckouts { get; set; } = 2048;

    /// <summary>The schema that holds the tables; it is created when the host starts.</summary>
    /// <value>Default <c>cart</c>. 1 to 63 of a-z, 0-9 and _, not starting with a digit.</value>
    public string Schema { get; set; } = "cart";
}
