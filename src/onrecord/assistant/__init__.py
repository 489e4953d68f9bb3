"""Lets an assistant read the register over the Model Context Protocol: `onrecord mcp`.

In: a tool's arguments. Out: plain text in which every figure has its quotes, who says so and where they stand.
The words of reports are fenced as material, because some of them will be written to be taken for instructions. Nothing here
changes the register.
"""
