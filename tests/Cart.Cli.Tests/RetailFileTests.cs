using Cart.Engine;

namespace Cart.Cli.Tests;

public sealed class RetailFileTests
{
    private const string Good = "1,A,x,1,1/12/2010,1.00,,UK";

    private static readonly CartLimits Limits = new(new CartOptions { Currency = "GBP", MaxLines = 3, MaxQuantityPerItem = null });

    [Fact]
    public void Rows_of_an_invoice_are_gathered_wherever_they_stand()
    {
        using var csv = RetailCsv.OfRows(
            "1,A,x,1,1/12/2010,1.00,,UK", "2,B,x,2,1/12/2010,2.00,17850.0,UK", "1,C,x,3,1/12/2010,3.5,17850,UK", "1,A,x,4,1/12/2010,0.01,9,UK");

        var file = Read(csv);

        Assert.Equal(["1", "2"], file.Invoices.Select(static invoice => invoice.Number));
        Assert.Equal(["17850", "17850.0"], file.Invoices.Select(static invoice => invoice.CustomerId));
        Assert.Equal(
            [new(2, new(1, "A"), 1, 1.00m), new(4, new(1, "C"), 3, 3.5m), new InvoiceRow(5, new(1, "A"), 4, 0.01m)],
            file.Invoices[0].Rows);
    }

    [Fact]
    public void Cancellations_and_rows_without_a_positive_quantity_are_left_out_and_only_the_latter_are_counted()
    {
        using var csv = RetailCsv.OfMixedRows("7");

        var file = Read(csv);

        Assert.Equal(["71", "72", "73"], file.Invoices.Select(static invoice => invoice.Number));
        Assert.Equal(RetailCsv.Mixed.Skipped, file.SkippedRows);
    }

    [Theory]
    [InlineData("\uFEFF" + RetailCsv.Header + Good + "\n", "a byte order mark")]
    [InlineData("InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\r\n1,A,x,1,1/12/2010,1.00,,UK\r\n", "CR LF")]
    [InlineData(RetailCsv.Header + Good, "no line end at the end")]
    [InlineData(RetailCsv.Header + "\n\n" + Good + "\n\n", "blank lines")]
    [InlineData("Country,CustomerID,UnitPrice,InvoiceDate,Extra,Quantity,Description,StockCode,InvoiceNo\nUK,,1.00,1/12/2010,e,1,x,A,1\n", "another order")]
    [InlineData("invoiceno,STOCKCODE,description,quantity,invoicedate,unitprice,customerid,country\n" + Good, "other case")]
    [InlineData("\"InvoiceNo\",\"StockCode\",Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n\"1\",\"A\",\"x\",\"1\",\"1/12/2010\",\"1.00\",\"\",\"UK\"", "quotes")]
    [InlineData(RetailCsv.Header + "1,A,\"x, 4\"\" \r\n\n y\",1,1/12/2010,1.00,,\"UK\n\"\n", "commas, quotes and line ends in quotes")]
    [InlineData(RetailCsv.Header + "1,A,4\" x,1,1/12/2010,1.00,,UK\n", "a quote inside an unquoted field")]
    [InlineData(RetailCsv.Header + "1,A,,+1,01/12/2010 08:05,1,   ,\n", "other ways to write the same")]
    [InlineData(RetailCsv.Header + "1,A,,1,31/12/2010 23:59,1.000,,\n", "zeros behind the last decimal")]
    public void A_file_of_the_shape_is_read(string text, string kind)
    {
        using var csv = RetailCsv.Of(text);

        var invoice = Assert.Single(Read(csv).Invoices);

        Assert.Equal("1", invoice.Number);
        Assert.Null(invoice.CustomerId);
        Assert.True(invoice.Rows is [{ Product.ObjectId: "A", Quantity: 1, UnitPrice: 1m }], kind);
    }

    [Fact]
    public void A_file_of_a_header_alone_has_no_orders()
    {
        using var csv = RetailCsv.Of(RetailCsv.Header);

        Assert.Empty(Read(csv).Invoices);
    }

    [Theory]
    [InlineData("2,A,x,1,1/12/2010,1.00,", null, "7 fields; expected 8")]
    [InlineData("2,A,x, y,1,1/12/2010,1.00,,UK", null, "9 fields; expected 8")]
    [InlineData(" ,A,x,1,1/12/2010,1.00,,UK", "InvoiceNo", "expected an invoice number")]
    [InlineData(",A,x,1,1/12/2010,1.00,,UK", "InvoiceNo", "the field is empty")]
    [InlineData("2,,x,1,1/12/2010,1.00,,UK", "StockCode", "the field is empty; expected a stock code")]
    [InlineData("2,A:B,x,1,1/12/2010,1.00,,UK", "StockCode", "found 'A:B'; expected a stock code of 1 to 64")]
    [InlineData("2,é,x,1,1/12/2010,1.00,,UK", "StockCode", "found 'é'")]
    [InlineData("2,12345678901234567890123456789012345678901234567890123456789012345,x,1,1/12/2010,1.00,,UK", "StockCode", "890…'")]
    [InlineData("2,A,x,1.5,1/12/2010,1.00,,UK", "Quantity", "found '1.5'; expected a whole number")]
    [InlineData("2,A,x,six,1/12/2010,1.00,,UK", "Quantity", "found 'six'")]
    [InlineData("2,A,x,,1/12/2010,1.00,,UK", "Quantity", "the field is empty")]
    [InlineData("2,A,x,2147483648,1/12/2010,1.00,,UK", "Quantity", "2147483647")]
    [InlineData("2,A,x,-2147483649,1/12/2010,1.00,,UK", "Quantity", "-2147483648")]
    [InlineData("2,A,x,1,12/31/2010,1.00,,UK", "InvoiceDate", "found '12/31/2010'; expected a date as day/month/year")]
    [InlineData("2,A,x,1,2010-12-01,1.00,,UK", "InvoiceDate", "found '2010-12-01'")]
    [InlineData("2,A,x,1,,1.00,,UK", "InvoiceDate", "the field is empty")]
    [InlineData("2,A,x,1,30/2/2011,1.00,,UK", "InvoiceDate", "found '30/2/2011'")]
    [InlineData("2,A,x,1,1/12/2010 24:00,1.00,,UK", "InvoiceDate", "24:00")]
    [InlineData("2,A,x,1,1/12/2010,-1.00,,UK", "UnitPrice", "found '-1.00'; expected a plain decimal from 0")]
    [InlineData("2,A,x,1,1/12/2010,1.005,,UK", "UnitPrice", "at most 2 decimals")]
    [InlineData("2,A,x,1,1/12/2010,0.00000000000000000000000000000000001,,UK", "UnitPrice", "at most 2 decimals")]
    [InlineData("2,A,x,1,1/12/2010,1e2,,UK", "UnitPrice", "found '1e2'")]
    [InlineData("2,A,x,1,1/12/2010,£1,,UK", "UnitPrice", "found '£1'")]
    [InlineData("2,A,x,1,1/12/2010,\"1,000\",,UK", "UnitPrice", "found '1,000'")]
    [InlineData("2,A,x,1,1/12/2010,,,UK", "UnitPrice", "the field is empty")]
    [InlineData("2,A,x,1,1/12/2010,10000000000000000,,UK", "UnitPrice", "9999999999999999.99")]
    [InlineData("2,A,x,1,1/12/2010,1.00,1111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111,UK", "CustomerID", "at most 255 characters")]
    [InlineData("C2,A,x,1.5,1/12/2010,1.00,,UK", "Quantity", "found '1.5'")]
    [InlineData("2,A,\"x,1,1/12/2010,1.00,,UK", null, "a quoted field is never closed")]
    [InlineData("2,A,\"x\"y,1,1/12/2010,1.00,,UK", null, "text follows a closing quote")]
    public void A_malformed_row_is_refused_with_its_line_and_column(string row, string? column, string problem)
    {
        // The record before it spans three lines, so the row's own is line 6.
        using var csv = RetailCsv.OfRows(Good, "1,A,\"x\ny\nz\",1,1/12/2010,1.00,,UK", row);

        var fault = Assert.Throws<RetailFileException>(() => Read(csv));

        Assert.StartsWith($"{csv.Path}, line 6{(column is null ? ":" : $", column {column}:")}", fault.Message, StringComparison.Ordinal);
        Assert.Contains(problem, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_quote_that_is_never_closed_is_refused_with_its_line_even_where_the_rest_of_the_file_would_fit_the_shape()
    {
        using var csv = RetailCsv.OfRows([Good, "2,A,x,1,1/12/2010,1.00,,\"UK", .. Enumerable.Repeat(Good, 100_000)]);

        var fault = Assert.Throws<RetailFileException>(() => Read(csv));

        Assert.StartsWith($"{csv.Path}, line 3: ", fault.Message, StringComparison.Ordinal);
        Assert.Contains("never closed", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_column_is_named()
    {
        using var csv = RetailCsv.Of("InvoiceNo,StockCode,Description,InvoiceDate,UnitPrice,Customer,Country\n");

        var fault = Assert.Throws<RetailFileException>(() => Read(csv));

        Assert.Contains("line 1: the header has no column Quantity, CustomerID;", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_column_that_stands_twice_is_named()
    {
        using var csv = RetailCsv.Of("Quantity," + RetailCsv.Header);

        Assert.Contains("line 1, column Quantity: ", Assert.Throws<RetailFileException>(() => Read(csv)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_empty_file_is_refused()
    {
        using var csv = RetailCsv.Of("");

        Assert.Contains("the file is empty", Assert.Throws<RetailFileException>(() => Read(csv)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_invoice_of_more_stock_codes_than_a_cart_holds_is_refused_at_the_first_that_is_too_many()
    {
        using var csv = RetailCsv.OfRows("1,A,x,1,1/12/2010,1,,", "1,B,x,1,1/12/2010,1,,", "1,C,x,1,1/12/2010,1,,", "1,A,x,1,1/12/2010,1,,", "1,D,x,1,1/12/2010,1,,");

        var fault = Assert.Throws<RetailFileException>(() => Read(csv));

        Assert.Contains("line 6, column StockCode: D is one stock code too many for invoice 1", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_invoice_of_more_units_than_a_line_holds_is_refused_at_the_row_that_is_too_much()
    {
        using var csv = RetailCsv.OfRows("1,A,x,2147483647,1/12/2010,1,,", "1,B,x,1,1/12/2010,1,,", "1,A,x,1,1/12/2010,1,,");

        var fault = Assert.Throws<RetailFileException>(() => Read(csv));

        Assert.Contains("line 4, column Quantity: invoice 1 comes to more than 2147483647 units of A", fault.Message, StringComparison.Ordinal);
    }

    private static RetailFile Read(RetailCsv csv) => RetailFile.Read(csv.Path, Limits, TestContext.Current.CancellationToken);
}
